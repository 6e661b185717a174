namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>How a parameter binds in one parameter set: what one [Parameter] attribute says.</summary>
internal sealed record Binding(string ParameterSet, bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>PowerShell's own name for "in all of them".</summary>
    public const string EverySet = "__AllParameterSets";
}
