using System.Management.Automation;
using ContainerNet.Containers.Images;
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

    /// <summary>A file or a directory from the pipeline, or a row whose property Path names one.</summary>
    [Parameter(ParameterSetName = FromFiles, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

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
    protected override void ProcessRecord() => Attempt(() =>
    {
        // The path of a namespace is not the path of an image.
        RequirePath(InputObject, Path, nameof(ContainerImage));
        ForEach(Path.Select(GetUnresolvedProviderPathFromPSPath), path => Import(PlanOf(path), show => FromFile(path, show)));
        ForEach(Reference, reference => Import(Net.Images.PlanPull(reference), show => [Net.Images.Pull(reference, show, Cancellation)]));
    });

    private ImagePlan PlanOf(string path)
        => RootFileSystem ? Net.Images.PlanImportRootFileSystem(path, Name, Change, Cancellation) : Net.Images.PlanImport(path, Name, Cancellation);

    private IReadOnlyList<ContainerImage> FromFile(string path, Action<ImageProgress> show)
        => RootFileSystem ? [Net.Images.ImportRootFileSystem(path, Name, Change, show, Cancellation)] : Net.Images.Import(path, Name, show, Cancellation);

    private void Import(ImagePlan plan, Func<Action<ImageProgress>, IReadOnlyList<ContainerImage>> import)
    {
        if (!IsApproved(plan)) return;
        using var report = new ImageProgressReport(this);
        WriteObject(import(report.Show), enumerateCollection: true);
    }
}
