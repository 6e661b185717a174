namespace ContainerNet.HelpBuilder.Pages;

/// <summary>The prose of one cmdlet's page.</summary>
internal sealed record CmdletPage(string File, string Name)
{
    public string Synopsis { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyList<Example> Examples { get; init; } = [];

    public IReadOnlyList<Entry> Parameters { get; init; } = [];

    /// <summary>Where a missing description belongs.</summary>
    public int ParametersLine { get; init; } = 1;

    public TypeList Inputs { get; init; } = TypeList.Empty;

    public TypeList Outputs { get; init; } = TypeList.Empty;

    public string Notes { get; init; } = "";

    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>A named thing and what is said of it: a parameter or a type.</summary>
internal sealed record Entry(string Name, string Text, int Line);

internal sealed record Example(string Title, string Introduction, string Code, string Remarks);

internal sealed record Link(string Text, string? Address);

/// <summary>INPUTS or OUTPUTS: words on all of it, or an entry each type.</summary>
internal sealed record TypeList(string Text, IReadOnlyList<Entry> Entries)
{
    public static TypeList Empty { get; } = new("", []);
}
