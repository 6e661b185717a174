using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Errors as PowerShell shows them. The FullyQualifiedErrorId begins with the error's own id.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord ToErrorRecord(this ContainerNetException error)
        => new(error, error.ErrorId, CategoryOf(error.Kind), error.Subject);

    private static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.InUse => ErrorCategory.ResourceBusy,
        ErrorKind.Permission => ErrorCategory.PermissionDenied,
        ErrorKind.Unsupported => ErrorCategory.NotImplemented,
        ErrorKind.Timeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.NotSpecified,
    };
}
