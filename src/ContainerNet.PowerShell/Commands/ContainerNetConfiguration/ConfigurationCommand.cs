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

    /// <summary>An object whose property Path names the file: a configuration, a file, or a row.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The file as the system knows it, or null for the host's.</summary>
    protected string? File => Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Attempt(() =>
    {
        RequirePath(InputObject, Path, nameof(ContainerNetConfiguration));
        Work();
    });

    /// <summary>Does the work with <see cref="File"/>.</summary>
    protected abstract void Work();

    /// <summary>Tells what the file asks for and does not get.</summary>
    protected void Warn(ContainerNetConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (string warning in configuration.Warnings) WriteWarning(warning);
    }
}
