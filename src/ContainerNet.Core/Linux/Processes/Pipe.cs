using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>A pipe, neither end of which a program that is started inherits by itself.</summary>
internal sealed unsafe class Pipe : IDisposable
{
    private Pipe(FileDescriptor reader, FileDescriptor writer) => (Reader, Writer) = (reader, writer);

    /// <summary>The end that is read.</summary>
    public FileDescriptor Reader { get; }

    /// <summary>The end that is written to.</summary>
    public FileDescriptor Writer { get; }

    /// <summary>Makes a pipe.</summary>
    public static Pipe Open()
    {
        int* ends = stackalloc int[2];
        Libc.Check(LibC.pipe2(ends, LibC.O_CLOEXEC), "pipe2");
        return new Pipe(FileDescriptor.Own(ends[0]), FileDescriptor.Own(ends[1]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
