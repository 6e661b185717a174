using System.Collections;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Processes;

/// <summary>A program to start.</summary>
internal sealed record ChildProcessOptions
{
    /// <summary>The program: a path, or a name that <see cref="ProgramPath.Find"/> looks for.</summary>
    public required string FileName { get; init; }

    /// <summary>The arguments, without the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment, as NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = OwnEnvironment();

    /// <summary>What its descriptors 0, 1, 2, … are; null stands for /dev/null. The program gets no other descriptor.</summary>
    public IReadOnlyList<FileDescriptor?> Descriptors { get; init; } = [null, null, null];

    /// <summary>The directory that it starts in; the directory of this process when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it leads a session of its own, so that no signal of a terminal reaches it.</summary>
    public bool NewSession { get; init; }

    // Sockets of a service manager are for this process, and a child that inherited their names would answer in its place.
    private static IReadOnlyList<string> OwnEnvironment() =>
    [
        .. from DictionaryEntry entry in System.Environment.GetEnvironmentVariables()
           let name = (string)entry.Key
           where name is not ("NOTIFY_SOCKET" or "LISTEN_PID" or "LISTEN_FDS" or "LISTEN_FDNAMES")
           select $"{name}={entry.Value}",
    ];
}
