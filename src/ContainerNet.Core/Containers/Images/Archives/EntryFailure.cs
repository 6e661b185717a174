using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>The error of a call that could not make an entry.</summary>
internal static class EntryFailure
{
    /// <summary>Makes it of the last call's error.</summary>
    public static ContainerNetException Of(string call, string subject) => Libc.LastError == Errno.EROFS
        ? new ContainerNetException($"{subject} cannot be written: the file system there is read-only.", ErrorKind.Permission, Errno.EROFS) { ErrorId = "FileSystemReadOnly", Subject = subject }
        : new SystemCallException(call, subject, Libc.LastError);
}
