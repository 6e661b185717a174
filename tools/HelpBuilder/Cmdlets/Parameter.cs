namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>One parameter. <see cref="StockDescription"/> is set on those PowerShell adds by itself, which no page need describe.</summary>
internal sealed record Parameter(string Name, string TypeName, IReadOnlyList<Binding> Bindings)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    public bool AcceptsWildcards { get; init; }

    public string? DefaultValue { get; init; }

    public string? StockDescription { get; init; }

    public bool IsSwitch => TypeName == TypeNames.Switch;

    public Binding? BindingIn(string parameterSet) =>
        Bindings.FirstOrDefault(b => b.ParameterSet == parameterSet) ??
        Bindings.FirstOrDefault(b => b.ParameterSet == Binding.EverySet);
}
