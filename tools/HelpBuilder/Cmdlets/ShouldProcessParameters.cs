namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>The two parameters that PowerShell adds to a cmdlet with SupportsShouldProcess.</summary>
internal static class ShouldProcessParameters
{
    public static IReadOnlyList<Parameter> All { get; } =
    [
        Switch("WhatIf", "wi", "Shows what the cmdlet would do, and does none of it."),
        Switch("Confirm", "cf", "Asks before each change. Without it, $ConfirmPreference decides whether to ask."),
    ];

    private static Parameter Switch(string name, string alias, string description) =>
        new(name, TypeNames.Switch, [new Binding(Binding.EverySet, false, null, false, false)])
        {
            Aliases = [alias],
            StockDescription = description,
        };
}
