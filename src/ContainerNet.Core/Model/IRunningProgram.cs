namespace ContainerNet;

/// <summary>A program that runs somewhere else: inside a network namespace or a container.</summary>
public interface IRunningProgram : IDisposable
{
    /// <summary>Its process id, or that of the program which stays beside it.</summary>
    int ProcessId { get; }

    /// <summary>Writes to its input, and reads the lines that it writes meanwhile. For a program that takes input and whose output is captured.</summary>
    /// <param name="input">Its input. Input after the program has closed its end is lost, as in a pipe.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>The lines, and whether each is one of its errors.</returns>
    IEnumerable<(bool IsError, string Text)> Write(ReadOnlyMemory<byte> input, CancellationToken cancellation = default);

    /// <summary>Ends its input, and reads its output and its errors, line by line, until it ends them. For a program whose output is captured.</summary>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>The lines, and whether each is one of its errors.</returns>
    IEnumerable<(bool IsError, string Text)> ReadLines(CancellationToken cancellation = default);

    /// <summary>Waits for its end; for a detached program, until it has been started.</summary>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it.</returns>
    int WaitForExit(CancellationToken cancellation = default);
}
