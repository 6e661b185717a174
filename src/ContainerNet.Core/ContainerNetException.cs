namespace ContainerNet;

/// <summary>What went wrong, in the few classes that a caller can act on.</summary>
public enum ErrorKind
{
    /// <summary>None of the others.</summary>
    Other,
    /// <summary>A parameter's value is not acceptable; nothing was changed.</summary>
    InvalidArgument,
    /// <summary>The object does not exist, or vanished in between.</summary>
    NotFound,
    /// <summary>Something else with that name or key exists.</summary>
    AlreadyExists,
    /// <summary>The object is in use, so that the operation is refused.</summary>
    InUse,
    /// <summary>A capability is missing.</summary>
    Permission,
    /// <summary>This kernel lacks the feature.</summary>
    Unsupported,
    /// <summary>No answer in time.</summary>
    Timeout,
}

/// <summary>The base of every error that this library reports on purpose.</summary>
public class ContainerNetException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">One sentence that names the object and what would be accepted.</param>
    /// <param name="kind">Its class.</param>
    /// <param name="errno">The kernel's error number, when the kernel caused the error.</param>
    /// <param name="innerException">The cause.</param>
    public ContainerNetException(string message, ErrorKind kind, Errno errno = Errno.None, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Errno = errno;
    }

    /// <summary>The class of the error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The kernel's error number, or <see cref="Errno.None"/>.</summary>
    public Errno Errno { get; }

    /// <summary>A stable name for scripts, for example <c>NamespaceNotFound</c>; PowerShell's FullyQualifiedErrorId begins with it.</summary>
    public string ErrorId { get => field ?? Kind.ToString(); init; }

    /// <summary>What the error is about: a name, an address, a path.</summary>
    public object? Subject { get; init; }

    internal static ContainerNetException Invalid(string errorId, object? subject, string message)
        => new(message, ErrorKind.InvalidArgument) { ErrorId = errorId, Subject = subject };

    internal static ContainerNetException NotFound(string errorId, object? subject, string message)
        => new(message, ErrorKind.NotFound) { ErrorId = errorId, Subject = subject };

    internal static ContainerNetException Exists(string errorId, object? subject, string message)
        => new(message, ErrorKind.AlreadyExists) { ErrorId = errorId, Subject = subject };

    internal static ContainerNetException InUse(string errorId, object? subject, string message)
        => new(message, ErrorKind.InUse) { ErrorId = errorId, Subject = subject };
}

internal static class ErrorKinds
{
    /// <summary>The class an error number belongs to when nothing more is known.</summary>
    public static ErrorKind ToErrorKind(this Errno errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => ErrorKind.Permission,
        Errno.ENOENT or Errno.ESRCH or Errno.ENODEV or Errno.ENXIO or Errno.EADDRNOTAVAIL => ErrorKind.NotFound,
        Errno.EEXIST => ErrorKind.AlreadyExists,
        Errno.EBUSY or Errno.EADDRINUSE => ErrorKind.InUse,
        Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT => ErrorKind.Unsupported,
        Errno.EINVAL or Errno.ERANGE or Errno.ENETUNREACH or Errno.EHOSTUNREACH => ErrorKind.InvalidArgument,
        Errno.ETIMEDOUT => ErrorKind.Timeout,
        _ => ErrorKind.Other,
    };
}
