using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Shows how far a pull or an import is: what is begun with -Verbose, and all of it as progress. PowerShell shows progress at a terminal only.</summary>
/// <param name="cmdlet">The cmdlet that waits.</param>
internal sealed class ImageProgressReport(Cmdlet cmdlet) : IDisposable
{
    private const string Activity = "Getting container images";

    private string _told = "";

    /// <summary>Shows one more.</summary>
    public void Show(ImageProgress progress)
    {
        string status = $"{progress}";
        if (status != _told) cmdlet.WriteVerbose(status);
        _told = status;
        cmdlet.WriteProgress(new ProgressRecord(0, Activity, status)
        {
            CurrentOperation = progress.Bytes > 0 ? progress.BytesText() : null,
            PercentComplete = progress.Percent ?? -1,
            StatusDescription = progress.Bytes > 0 ? $"{status}, {progress.BytesText()}" : status,
        });
    }

    /// <summary>Takes the progress from the terminal.</summary>
    public void Dispose()
    {
        if (_told.Length > 0) cmdlet.WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
