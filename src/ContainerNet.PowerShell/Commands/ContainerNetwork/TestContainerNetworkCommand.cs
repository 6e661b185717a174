using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Writes each difference between networks as they are meant and the kernel; nothing when all is as it should be.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ContainerNetwork")]
[OutputType(typeof(ContainerNetworkDifference), typeof(bool))]
public sealed class TestContainerNetworkCommand : NetworkStateCommand
{
    /// <summary>Write only whether all is as it should be.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Work(string? name)
    {
        IReadOnlyList<ContainerNetworkDifference> found = Net.Networks.Test(name);
        if (Quiet) WriteObject(found.Count == 0);
        else WriteObject(found, enumerateCollection: true);
    }
}
