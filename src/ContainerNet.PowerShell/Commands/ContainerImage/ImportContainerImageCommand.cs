using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes container images in: from files, or from registries.</summary>
[Cmdlet(VerbsData.Import, "ContainerImage", SupportsShouldProcess = true, DefaultParameterSetName = FromFiles)]
[OutputType(typeof(ContainerImage))]
public sealed class ImportContainerImageCommand : NetCommand
{
    private const string FromFiles = "Path";
    private const string FromRegistry = "Reference";

    /// <summary>Directories of OCI image layouts, and archives that docker save wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromFiles, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A reference for the image, instead of those in the file.</summary>
    [Parameter(ParameterSetName = FromFiles)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The files are root file systems in tar archives, as Export-NetContainer writes them, and no images.</summary>
    [Parameter(ParameterSetName = FromFiles)]
    public SwitchParameter RootFileSystem { get; set; }

    /// <summary>Instructions of a Dockerfile that describe the configuration of an image from a root file system: 'CMD ["sh"]', 'ENV A=1'.</summary>
    [Parameter(ParameterSetName = FromFiles)]
    [Alias("c")]
    [ValidateNotNullOrEmpty]
    public string[] Change { get; set; } = [];

    /// <summary>References of images to pull.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromRegistry)]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Reference { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Path.Select(GetUnresolvedProviderPathFromPSPath), path => Import($"Import {path}", show => FromFile(path, show)));
        ForEach(Reference, reference => Import($"Pull {reference}", show => [Net.Images.Pull(reference, show, Cancellation)]));
    }

    private IReadOnlyList<ContainerImage> FromFile(string path, Action<ImageProgress> show)
        => RootFileSystem ? [Net.Images.ImportRootFileSystem(path, Name, Change, show, Cancellation)] : Net.Images.Import(path, Name, show, Cancellation);

    private void Import(string what, Func<Action<ImageProgress>, IReadOnlyList<ContainerImage>> import)
    {
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        using var report = new ImageProgressReport(this);
        WriteObject(import(report.Show), enumerateCollection: true);
    }
}
