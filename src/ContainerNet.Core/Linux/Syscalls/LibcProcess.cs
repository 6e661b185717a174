using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Processes, threads and the namespaces that they are in.</summary>
internal static unsafe partial class Libc
{
    public static int setns(FileDescriptor descriptor, int kind)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.setns(used.Number, kind);
    }

    public static FileDescriptor pidfd_open(int processId, uint flags) => FileDescriptor.Own((int)LibC.syscall(SystemCall.PidfdOpen, processId, flags));

    public static int pidfd_send_signal(FileDescriptor process, int signal)
    {
        using DescriptorUse used = process.Use();
        return (int)LibC.syscall(SystemCall.PidfdSendSignal, used.Number, signal, 0, 0);
    }

    public static int posix_spawn_file_actions_addchdir_np(byte* actions, string path)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return NativeMethods.posix_spawn_file_actions_addchdir_np(actions, text.Pointer);
    }

    public static int posix_spawn(out int processId, string path, byte* actions, byte* attributes, nint* arguments, nint* environment)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        fixed (int* id = &processId) return NativeMethods.posix_spawn(id, text.Pointer, actions, attributes, (byte**)arguments, (byte**)environment);
    }
}
