namespace ContainerNet.Linux.Files;

/// <summary>Whether an error says that a file system has no room left: ENOSPC, or EDQUOT for a quota.</summary>
internal static class FullFileSystem
{
    private const int NoSpace = 28;
    private const int NoQuota = 122;

    // What .NET gives, without the kernel's number, where it cannot reserve room for a file before it writes it (COR_E_IO).
    private const int NoReservation = unchecked((int)0x80131620);

    /// <summary>The error that says what was not done for want of room.</summary>
    public static ContainerNetException Error(string what, string subject, NetHostOptions host, Exception cause)
        => new($"{what}: no space is left on the file system of {host.RunDirectory} or {host.StateDirectory}.", ErrorKind.Other, Errno.ENOSPC, cause) { ErrorId = "NoSpaceLeft", Subject = subject };

    /// <summary>Whether it caused the error, which may be from .NET or from this library.</summary>
    public static bool IsCauseOf(Exception error) => error switch
    {
        IOException io when io.HResult is NoSpace or NoQuota or NoReservation => true,
        ContainerNetException { Errno: { } errno } when (int)errno is NoSpace or NoQuota => true,
        { InnerException: { } inner } => IsCauseOf(inner),
        _ => false,
    };
}
