using System.Collections.Concurrent;
using ContainerNet.Interop;
using ContainerNet.Networks;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>The containers that are kept, a folder each. To make one and to give it a name takes the host's lock; all else takes the container's own.</summary>
internal sealed class ContainerStore(NetHost host)
{
    private readonly ConcurrentDictionary<string, ReadRecord> _read = [];

    /// <summary>The folder of a container.</summary>
    public ContainerFolder FolderOf(string id) => new(host.Options, id);

    /// <summary>All containers, in the order they were made.</summary>
    public IReadOnlyList<ContainerRecord> All() => [.. Ids().Select(ReadAgain).OfType<ContainerRecord>().OrderBy(container => container.Created)];

    /// <summary>A container by its id; null when it is gone.</summary>
    public ContainerRecord? Read(string id) => File(id).Read().Container;

    /// <summary>The container with a name, an id, or a part of an id that no other begins with.</summary>
    /// <exception cref="ContainerNetException">There is none, or several.</exception>
    public ContainerRecord Require(string nameOrId)
    {
        IReadOnlyList<ContainerRecord> all = All();
        if (all.FirstOrDefault(container => container.Name == nameOrId) is { } named) return named;
        ContainerRecord[] begun = [.. all.Where(container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal))];
        return begun switch
        {
            [var only] => only,
            [] => throw NotFound(nameOrId),
            _ => throw ContainerNetException.Invalid("ContainerAmbiguous", nameOrId, $"The ids of {begun.Length} containers begin with '{nameOrId}': {string.Join(", ", begun.Select(container => container.ShortId))}."),
        };
    }

    public static ContainerNetException NotFound(string nameOrId)
        => ContainerNetException.NotFound("ContainerNotFound", nameOrId, $"There is no container '{nameOrId}'.");

    /// <summary>Keeps a new container under a name that no other has, and takes its lock.</summary>
    /// <exception cref="ContainerNetException">The name is taken.</exception>
    public ContainerRecord Add(Func<string, string, ContainerRecord> make, string? name, out ContainerLock held)
    {
        using StateLock.Holder names = host.State.Lock.Take();
        HashSet<string> taken = [.. All().Select(container => container.Name)];
        if (name is not null && taken.Contains(name))
            throw ContainerNetException.Exists("ContainerExists", name, $"There is a container '{name}' already. Remove-NetContainer removes it.");
        string id = NetworkOperations.NewId();
        ContainerRecord container = make(id, name ?? ContainerName.MakeUp(taken));
        PrivateFolder.Ensure(FolderOf(id).Path);
        held = ContainerLock.Take(FolderOf(id))!;
        Save(container);
        return container;
    }

    /// <summary>Keeps what became of a container.</summary>
    public ContainerRecord Save(ContainerRecord container)
    {
        File(container.Id).Write(new ContainerFile { Container = container });
        return container;
    }

    /// <summary>Forgets a container, with all that it has written.</summary>
    public void Delete(string id)
    {
        ContainerFolder folder = FolderOf(id);
        // The record goes last: until then somebody else can take the removal up.
        foreach (string part in Directory.EnumerateFileSystemEntries(folder.Path).Where(part => part != folder.Record))
        {
            if (Directory.Exists(part) && !new FileInfo(part).Attributes.HasFlag(FileAttributes.ReparsePoint)) Directory.Delete(part, recursive: true);
            else System.IO.File.Delete(part);
        }
        System.IO.File.Delete(folder.Record);
        _read.TryRemove(id, out _);
        Directory.Delete(folder.Path);
    }

    /// <summary>Removes folders of containers whose making ended before they were kept.</summary>
    public void DeleteUnfinished()
    {
        using StateLock.Holder names = host.State.Lock.Take();
        foreach (string id in Ids().Where(id => !System.IO.File.Exists(FolderOf(id).Record)))
        {
            using ContainerLock? held = ContainerLock.TryTake(FolderOf(id));
            if (held is not null) Directory.Delete(FolderOf(id).Path, recursive: true);
        }
    }

    // Files are replaced, not changed, so that one with the same number and time is the same; who holds a container's lock reads it anew all the same.
    private ContainerRecord? ReadAgain(string id)
    {
        string path = FolderOf(id).Record;
        if (FileIdentity.Of(path) is not { } file) return null;
        DateTime time = System.IO.File.GetLastWriteTimeUtc(path);
        if (_read.TryGetValue(id, out ReadRecord? known) && known.File == file && known.Time == time) return known.Container;
        if (Read(id) is not { } container) return null;
        _read[id] = new ReadRecord(file, time, container);
        return container;
    }

    private sealed record ReadRecord(FileIdentity File, DateTime Time, ContainerRecord Container);

    private IEnumerable<string> Ids()
    {
        string all = ContainerFolder.All(host.Options);
        return Directory.Exists(all) ? Directory.EnumerateDirectories(all).Select(folder => Path.GetFileName(folder)) : [];
    }

    private JsonFile<ContainerFile> File(string id) => new(FolderOf(id).Record, static () => ContainerJson.Default.ContainerFile);
}
