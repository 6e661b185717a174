namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>What the assembly says about one cmdlet. Plain strings, so it outlives the metadata it was read from.</summary>
internal sealed record Cmdlet(
    string Verb,
    string Noun,
    string? HelpUri,
    IReadOnlyList<string> ParameterSets,
    IReadOnlyList<Parameter> Parameters,
    IReadOnlyList<string> InputTypes,
    IReadOnlyList<string> OutputTypes)
{
    public string Name => $"{Verb}-{Noun}";
}
