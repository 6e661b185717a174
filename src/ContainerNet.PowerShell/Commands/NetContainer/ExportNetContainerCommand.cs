using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Writes the root file system of a container into a tar archive.</summary>
[Cmdlet(VerbsData.Export, "NetContainer", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportNetContainerCommand : NetCommand
{
    /// <summary>The container, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name", "InputObject")]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject? Container { get; set; }

    /// <summary>The file. One that exists is replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        string name = new PipedObject(Container!).NameAs(nameof(NetContainer), "Id", "Name"), path = FullPathOf(Path);
        string what = $"Export container '{Net.Containers.Get(name).Name}' to {path}";
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        Net.Containers.Export(name, path, Cancellation);
        WriteObject(new FileInfo(path));
    });
}
