namespace ContainerNet.Linux.Syscalls;

/// <summary>A system call failed.</summary>
public sealed class SystemCallException : ContainerNetException
{
    internal SystemCallException(string call, string? subject, Errno errno)
        : base(Describe(call, subject, errno), errno.ToErrorKind(), errno) => Call = call;

    /// <summary>The call's name in libc, for example <c>mount</c>.</summary>
    public string Call { get; }

    private static string Describe(string call, string? subject, Errno errno)
        => subject is null ? $"{call}: {errno.Text()} ({errno})" : $"{call} {subject}: {errno.Text()} ({errno})";
}
