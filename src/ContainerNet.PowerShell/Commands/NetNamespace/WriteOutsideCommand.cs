using System.Management.Automation;
using ContainerNet.Host.Namespaces;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Hands on what a script block writes inside a namespace, each record to the stream that it was written to. Whatever stands further down the pipeline runs on the same thread
/// and must not run inside, so the thread is outside meanwhile. It has no name in the module: Invoke-NetNamespace ends its own pipeline with it.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "Outside")]
internal sealed class WriteOutsideCommand : Cmdlet
{
    public static readonly CmdletInfo Info = new("Write-Outside", typeof(WriteOutsideCommand));

    [Parameter(Mandatory = true)]
    public NamespaceScope? Scope { get; set; }

    /// <summary>The cmdlet that runs the block; errors are its own, so that its -ErrorAction and $? know of them.</summary>
    [Parameter(Mandatory = true)]
    public Cmdlet? Caller { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        using (Scope!.Outside()) Write(InputObject is not null && EngineStreams.IsMerged(InputObject) ? InputObject.BaseObject : null);
    }

    private void Write(object? record)
    {
        switch (record)
        {
            case ErrorRecord { Exception: RemoteException, InvocationInfo: null } line: EngineStreams.WriteLine(Caller!, line); break;
            case ErrorRecord error: EngineStreams.Write(Caller!, error); break;
            case WarningRecord warning: WriteWarning(warning.Message); break;
            case VerboseRecord verbose: WriteVerbose(verbose.Message); break;
            case DebugRecord debug: WriteDebug(debug.Message); break;
            case InformationRecord information: WriteInformation(information); break;
            default: WriteObject(InputObject); break;
        }
    }
}
