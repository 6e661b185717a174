using System.Globalization;
using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Copies files and directories into a container or out of it, whether it runs or not.</summary>
[Cmdlet(VerbsCommon.Copy, "NetContainerItem", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
public sealed class CopyNetContainerItemCommand : NetCommand
{
    private const string ByPath = "Path";
    private const string Into = "ToContainer";
    private const string OutOf = "FromContainer";

    private readonly List<string> _sources = [];

    /// <summary>What is copied.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Where to: a directory that exists, or the new name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The container that is copied to, or its name.</summary>
    [Parameter(ParameterSetName = Into, Mandatory = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject? ToContainer { get; set; }

    /// <summary>The container that is copied from, or its name.</summary>
    [Parameter(ParameterSetName = OutOf, Mandatory = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject? FromContainer { get; set; }

    /// <summary>Copy what a link leads to, if the source is one.</summary>
    [Parameter]
    [Alias("L")]
    public SwitchParameter FollowLink { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _sources.AddRange(Path);

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEach(_sources, source => Copy(PathOf(source, FromContainer), PathOf(Destination, ToContainer)));

    private void Copy(ContainerPath source, ContainerPath destination)
    {
        ContainerPath.RequireOneSide(source, destination);
        string what = $"Copy {source} to {destination}";
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        var progress = new ProgressRecord(0, "Copying files", what);
        Net.Containers.Copy(source, destination, new ContainerCopyOptions
        {
            FollowLink = FollowLink,
            NeedsDirectory = _sources.Count > 1,
            LeftOut = WriteWarning,
            Progress = bytes => Show(progress, bytes),
        }, Cancellation);
        if (progress.CurrentOperation is null) return;
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
    }

    private void Show(ProgressRecord progress, long bytes)
    {
        progress.CurrentOperation = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
        WriteProgress(progress);
    }

    private ContainerPath PathOf(string text, PSObject? container)
    {
        if (container is not null) return new ContainerPath(new PipedObject(container).NameAs(nameof(NetContainer), "Id", "Name"), text);
        ContainerPath path = ParameterSetName == ByPath ? ContainerPath.Parse(text) : new ContainerPath(null, text);
        return path.Container is null ? new ContainerPath(null, ContainerPath.WithFullPath(text, FullPathOf)) : path;
    }
}
