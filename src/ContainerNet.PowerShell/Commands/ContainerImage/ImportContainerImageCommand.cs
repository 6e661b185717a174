using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes container images in: from files, or from registries.</summary>
[Cmdlet(VerbsData.Import, "ContainerImage", SupportsShouldProcess = true, DefaultParameterSetName = FromFiles)]
[OutputType(typeof(ContainerImage))]
public sealed class ImportContainerImageCommand : NetCommand
{
    private const string FromFiles = "Path";
    private const string FromRegistry = "Reference";
    private const string Activity = "Importing container images";

    /// <summary>Folders of OCI image layouts, and archives that docker save wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromFiles, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A reference for the image, instead of those it comes with.</summary>
    [Parameter(ParameterSetName = FromFiles)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>References of images to pull.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromRegistry)]
    [ValidateNotNullOrEmpty]
    public string[] Reference { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Path.Select(GetUnresolvedProviderPathFromPSPath), path => Import($"Import {path}", () => Net.Images.Import(path, Name, Tell, Cancellation)));
        ForEach(Reference, reference => Import($"Pull {reference}", () => [Net.Images.Pull(reference, Tell, Cancellation)]));
    }

    private void Import(string what, Func<IReadOnlyList<ContainerImage>> import)
    {
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        try
        {
            WriteObject(import(), enumerateCollection: true);
        }
        finally
        {
            WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Tell(string line)
    {
        WriteVerbose(line);
        WriteProgress(new ProgressRecord(0, Activity, line));
    }
}
