using System.Collections.Concurrent;

namespace ContainerNet;

/// <summary>Faults of the host that an operation has found and repaired, for the caller to report to the user.</summary>
public sealed class HostWarnings
{
    private readonly ConcurrentQueue<string> _texts = [];

    internal HostWarnings()
    {
    }

    /// <summary>Hands over what has been found since the last call, a sentence or two each. Each is handed over once.</summary>
    public IReadOnlyList<string> Take()
    {
        if (_texts.IsEmpty) return [];
        var taken = new List<string>();
        while (_texts.TryDequeue(out string? text)) taken.Add(text);
        return [.. taken.Distinct()];
    }

    internal void Add(string text) => _texts.Enqueue(text);
}
