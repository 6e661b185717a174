using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Saves container images into one archive.</summary>
[Cmdlet(VerbsData.Export, "ContainerImage", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(FileInfo))]
public sealed class ExportContainerImageCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    private readonly List<string> _images = [];

    /// <summary>References, ids, or beginnings of ids.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("Id", "Reference")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Images as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The file. One that exists is replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(ContainerImage), ["Id"], _images.Add);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (_images.Count == 0) return;
        string path = FullPathOf(Path), what = $"Save image {string.Join(", ", _images.Select(name => $"'{name}'"))} to {path}";
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        Net.Images.Export(_images, path, Cancellation);
        WriteObject(new FileInfo(path));
    });
}
