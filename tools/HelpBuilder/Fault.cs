namespace ContainerNet.HelpBuilder;

/// <summary>One thing wrong with the pages, printed the way editors and CI turn into a link.</summary>
internal sealed record Fault(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
