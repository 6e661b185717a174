using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets what daemon.json configures; Docker's defaults where there is no file.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerNetConfiguration")]
[OutputType(typeof(ContainerNetConfiguration))]
public sealed class GetContainerNetConfigurationCommand : ConfigurationCommand
{
    /// <inheritdoc/>
    protected override void Work()
    {
        ContainerNetConfiguration configuration = Net.Configuration.Get(File);
        Warn(configuration);
        WriteObject(configuration);
    }
}
