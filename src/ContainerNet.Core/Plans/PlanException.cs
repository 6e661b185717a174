namespace ContainerNet.Plans;

/// <summary>A step of a plan failed. What came before it was undone.</summary>
public sealed class PlanException : ContainerNetException
{
    internal PlanException(Step step, Exception cause, IReadOnlyList<string> notUndone)
        : base(Describe(step, cause, notUndone), KindOf(cause), (cause as ContainerNetException)?.Errno ?? Errno.None, cause)
    {
        Command = step.Command;
        NotUndone = notUndone;
        ErrorId = step.ErrorIdOf(Errno) ?? ((cause as ContainerNetException)?.ErrorId is { } id && id != KindOf(cause).ToString() ? id : step.Noun + Suffix(Kind));
        Subject = (cause as ContainerNetException)?.Subject ?? Command;
    }

    /// <summary>The failed step as the command it equals.</summary>
    public string Command { get; }

    /// <summary>Steps that could not be undone, each with the reason; empty when the host is as before.</summary>
    public IReadOnlyList<string> NotUndone { get; }

    private static ErrorKind KindOf(Exception cause) => (cause as ContainerNetException)?.Kind ?? ErrorKind.Other;

    private static string Suffix(ErrorKind kind) => kind switch
    {
        ErrorKind.AlreadyExists => "Exists",
        ErrorKind.NotFound => "NotFound",
        ErrorKind.InUse => "InUse",
        ErrorKind.Unsupported => "Unsupported",
        ErrorKind.InvalidArgument => "Refused",
        _ => "Failed",
    };

    private static string Describe(Step step, Exception cause, IReadOnlyList<string> notUndone)
    {
        // A step that equals several commands is named by the first.
        string message = $"{step.Command.Split('\n')[0]}: {cause.Message}";
        return notUndone.Count == 0 ? message : $"{message} Some earlier steps could not be undone: {string.Join("; ", notUndone)}";
    }
}
