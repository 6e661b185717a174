namespace ContainerNet.Service.Names;

/// <summary>How many questions of one namespace wait for other servers at once: one that asks without end takes no other's share.</summary>
internal sealed class QuestionLimit
{
    /// <summary>The most questions of one namespace.</summary>
    public const int PerNamespace = 200;

    private readonly Dictionary<ulong, int> _waiting = [];

    /// <summary>Counts a question that begins to wait.</summary>
    /// <returns>False when too many wait already.</returns>
    public bool Enter(ulong namespaceInode)
    {
        lock (_waiting)
        {
            int count = _waiting.GetValueOrDefault(namespaceInode);
            if (count >= PerNamespace) return false;
            _waiting[namespaceInode] = count + 1;
            return true;
        }
    }

    /// <summary>Counts a question that has waited.</summary>
    public void Leave(ulong namespaceInode)
    {
        lock (_waiting)
        {
            if (--_waiting[namespaceInode] == 0) _waiting.Remove(namespaceInode);
        }
    }
}
