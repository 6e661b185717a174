using System.Diagnostics;
using System.Globalization;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of network namespaces.</summary>
internal class NamespaceNameCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Namespaces.List().Select(found => new Candidate(found.Name!, string.Create(CultureInfo.InvariantCulture, $"Network namespace, inode {found.Inode}")));
}

/// <summary>Offers the names of network namespaces, and of containers that run.</summary>
internal sealed class NamespaceCompleter : NamespaceNameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => [.. base.Candidates(request), .. ContainerCompleter.Running("container:")];
}

/// <summary>Offers the processes that are in another network namespace than the host's.</summary>
internal sealed class ProcessCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => from place in Net.Namespaces.ListAll()
           where !place.IsHost
           from id in place.ProcessId
           select new Candidate(id.ToString(CultureInfo.InvariantCulture), $"{NameOf(id)}, in {place}");

    private static string NameOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return "A process that has ended";
        }
    }
}
