using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of the cmdlets for daemon.json.</summary>
public abstract class ConfigurationCommand : NetCommand
{
    /// <summary>The file; /etc/containernet/daemon.json when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file as the system knows it, or null for the host's.</summary>
    protected string? File => Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);

    /// <summary>Tells what the file asks for and does not get.</summary>
    protected void Warn(ContainerNetConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (string warning in configuration.Warnings) WriteWarning(warning);
    }
}
