using System.Buffers;
using System.Text;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>How a program ended, and what it wrote.</summary>
/// <param name="ExitCode">The exit code, or 128 and the number of the signal that ended it.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
internal readonly record struct ProgramResult(int ExitCode, string Output, string Errors);

/// <summary>Runs a program to its end, with a timeout, because the caller may hold a lock.</summary>
internal static class ProgramRun
{
    /// <summary>Runs a program, and kills it when it does not end in time.</summary>
    /// <param name="options">The program. Its first three descriptors are provided here.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="timeout">How long it may run.</param>
    /// <param name="start">Starts it, where that is not enough: <see cref="ChildProcess.Start"/>.</param>
    /// <exception cref="ContainerNetException">It could not be started; ProgramTimedOut.</exception>
    public static ProgramResult ToEnd(ChildProcessOptions options, string input, TimeSpan timeout, Func<ChildProcessOptions, ChildProcess>? start = null)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        using Pipe output = Pipe.Open(), errors = Pipe.Open();
        using FileDescriptor? text = input.Length == 0 ? null : MemoryFile(input);
        ChildProcess child = (start ?? ChildProcess.Start)(options with { Descriptors = [text, output.Writer, errors.Writer] });
        output.Writer.Dispose();
        errors.Writer.Dispose();
        ArrayBufferWriter<byte>[] written = [new(), new()];
        if (!TryReadToEnd([output.Reader, errors.Reader], written, deadline)) throw child.KillLate(timeout);
        int exitCode = child.Wait(Left(deadline));
        return new ProgramResult(exitCode, Encoding.UTF8.GetString(written[0].WrittenSpan), Encoding.UTF8.GetString(written[1].WrittenSpan));
    }

    // A file instead of a pipe: a program that does not read all of it does not block the writer.
    private static FileDescriptor MemoryFile(string text)
    {
        FileDescriptor file = Libc.Check(Libc.memfd_create("input", LibC.MFD_CLOEXEC), "memfd_create");
        file.Write(Encoding.UTF8.GetBytes(text));
        // The program shares the file's position.
        file.SeekToStart();
        return file;
    }

    // Whether both were closed by the program before the time was over.
    private static bool TryReadToEnd(FileDescriptor?[] readers, ArrayBufferWriter<byte>[] written, long deadline)
    {
        const int Step = 16 * 1024;
        while (readers.Any(reader => reader is not null))
        {
            int ready = Readiness.WaitAny(Left(deadline), readers);
            if (ready < 0) return false;
            int count = readers[ready]!.Read(written[ready].GetSpan(Step));
            written[ready].Advance(count);
            if (count == 0) readers[ready] = null;
        }
        return true;
    }

    private static TimeSpan Left(long deadline) => TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64));
}
