using System.Collections.Concurrent;
using System.Text;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Containers.Records;

/// <summary>The containers that are kept, a directory each. To make one and to give it a name takes the host's lock; all else takes the container's own.</summary>
internal sealed class ContainerStore(HostContext host)
{
    private readonly ConcurrentDictionary<string, ReadRecord> _read = [];

    /// <summary>Whether there may be a container. On a host that never had one, nothing has to be looked up.</summary>
    public bool MayBeAny => Directory.Exists(ContainerDirectory.All(host.Options));

    /// <summary>The directory of a container.</summary>
    public ContainerDirectory DirectoryOf(string id) => new(host.Options, id);

    /// <summary>All containers, in the order they were made.</summary>
    public IReadOnlyList<ContainerRecord> All() => [.. Ids().Select(ReadAgain).OfType<ContainerRecord>().OrderBy(container => container.Created)];

    /// <summary>A container by its id; null when it does not exist.</summary>
    /// <exception cref="ContainerNetException">Its record cannot be read.</exception>
    public ContainerRecord? Read(string id)
    {
        if (!System.IO.File.Exists(DirectoryOf(id).Record)) return null;
        ContainerFile file;
        try
        {
            file = File(id).Read();
        }
        catch (ContainerNetException e) when (e.ErrorId == "StateUnreadable")
        {
            throw Damaged(id, e);
        }
        // Between the two looks it may have been removed.
        if (file.Container is null && !System.IO.File.Exists(DirectoryOf(id).Record)) return null;
        return file.Container is { Options: not null, Program: not null, Layers: not null, Name: not null } container && container.Id == id ? container : throw Damaged(id, cause: null);
    }

    /// <summary>The container of a name; null when there is none whose record can be read.</summary>
    public ContainerRecord? Find(string name) => All().FirstOrDefault(container => container.Name == name);

    /// <summary>The ids of containers whose records cannot be read.</summary>
    public IReadOnlyList<string> DamagedIds()
    {
        All();
        return [.. Ids().Where(id => !_read.ContainsKey(id) && System.IO.File.Exists(DirectoryOf(id).Record) && TryRead(id) is null)];
    }

    /// <summary>What a container is called, whether its record can be read or not: its name, or its id where that is lost too.</summary>
    public string NameOf(string id)
    {
        string path = DirectoryOf(id).Name;
        return System.IO.File.Exists(path) && System.IO.File.ReadAllText(path) is { Length: > 0 } name ? name : id;
    }

    /// <summary>The error of a container whose record cannot be read.</summary>
    public ContainerNetException Damaged(string id, Exception? cause)
    {
        string name = NameOf(id);
        string reason = cause is null ? "" : $": {cause.Message}";
        return new ContainerNetException($"The record of container '{name}' is damaged{reason}. Remove-NetContainer {name} -Force removes the container.", ErrorKind.Other, innerException: cause) { ErrorId = "ContainerDamaged", Subject = name };
    }

    /// <summary>The id of a container whose record cannot be read, by its name, its id, or the beginning of its id; null when there is none.</summary>
    public string? FindDamaged(string nameOrId)
        => DamagedIds() is { Count: > 0 } damaged && damaged.Where(id => NameOf(id) == nameOrId || id.StartsWith(nameOrId, StringComparison.Ordinal)).ToArray() is [var only] ? only : null;

    /// <summary>The container with a name, an id, or a part of an id that no other begins with.</summary>
    /// <exception cref="ContainerNetException">There is none, or several.</exception>
    public ContainerRecord Require(string nameOrId)
    {
        if (IsId(nameOrId) && TryRead(nameOrId) is { } container) return container;
        IReadOnlyList<ContainerRecord> all = All();
        if (all.FirstOrDefault(container => container.Name == nameOrId) is { } named) return named;
        ContainerRecord[] begun = [.. all.Where(container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal))];
        return begun switch
        {
            [var only] => only,
            [] => throw (FindDamaged(nameOrId) is { } damaged ? Damaged(damaged, cause: null) : NotFound(nameOrId)),
            _ => throw ContainerNetException.Invalid("ContainerAmbiguous", nameOrId, $"'{nameOrId}' is ambiguous. The ids of {begun.Length} containers begin with it: {string.Join(", ", begun.Select(container => container.ShortId))}."),
        };
    }

    public static ContainerNetException NotFound(string nameOrId)
        => ContainerNetException.NotFound("ContainerNotFound", nameOrId, $"There is no container '{nameOrId}'.");

    /// <summary>Keeps a new container under a name that no other has, and takes its lock.</summary>
    /// <exception cref="ContainerNetException">The name is taken.</exception>
    public ContainerRecord Add(Func<string, string, ContainerRecord> make, string? name, out ContainerLock held)
    {
        using StateLock.Holder names = host.Lock.Take();
        if (name is not null) RequireFree(name);
        string id = NetworkRecord.NewId();
        ContainerRecord container = make(id, name ?? ContainerName.MakeUp(TakenNames()));
        PrivateDirectory.Ensure(DirectoryOf(id).Path);
        held = ContainerLock.Take(DirectoryOf(id), CancellationToken.None)!;
        try
        {
            WriteName(container);
            return Save(container);
        }
        catch (Exception e)
        {
            Directory.Delete(DirectoryOf(id).Path, recursive: true);
            held.Dispose();
            if (FullFileSystem.IsCauseOf(e)) throw FullFileSystem.Error($"Container '{container.Name}' was not created", container.Name, host.Options, e);
            throw;
        }
    }

    /// <summary>Requires that no container has a name. The host's lock is held until it is given to one.</summary>
    /// <exception cref="ContainerNetException">The name is taken.</exception>
    public void RequireFree(string name)
    {
        if (TakenNames().Contains(name))
            throw ContainerNetException.Exists("ContainerExists", name, $"Container '{name}' already exists. Remove-NetContainer removes it.");
    }

    /// <summary>Keeps a container's name beside its record.</summary>
    public void WriteName(ContainerRecord container) => PrivateFile.Replace(DirectoryOf(container.Id).Name, Encoding.UTF8.GetBytes(container.Name)).Dispose();

    // A container that is being renamed holds both names.
    private HashSet<string> TakenNames() => [.. All().SelectMany(container => container.RenamedFrom is { } before ? (string[])[container.Name, before] : [container.Name]), .. DamagedIds().Select(NameOf)];

    /// <summary>Keeps what became of a container.</summary>
    public ContainerRecord Save(ContainerRecord container)
    {
        // A new container's first start is taken back after a power cut, be it known or not. Any other record replaces one that
        // was acknowledged: were its name on the disk before its content, that container would be lost.
        bool isKnown = container.Phase is ContainerPhase.Created or ContainerPhase.Running or ContainerPhase.Exited || container.MadeToWait || container.Started is not null;
        File(container.Id).Write(new ContainerFile { Container = container }, isDurable: isKnown);
        return container;
    }

    /// <summary>Forgets a container, with all that it has written.</summary>
    public void Delete(string id)
    {
        ContainerDirectory folder = DirectoryOf(id);
        // The record is removed last: until then another process can continue the removal.
        foreach (string part in Directory.EnumerateFileSystemEntries(folder.Path).Where(part => part != folder.Record)) DirectoryTree.Remove(part);
        System.IO.File.Delete(folder.Record);
        _read.TryRemove(id, out _);
        Directory.Delete(folder.Path);
    }

    /// <summary>Removes directories of containers whose creation was interrupted before their record was written.</summary>
    public void DeleteUnfinished()
    {
        using StateLock.Holder names = host.Lock.Take();
        foreach (string id in Ids().Where(id => !System.IO.File.Exists(DirectoryOf(id).Record)))
        {
            using ContainerLock? held = ContainerLock.TryTake(DirectoryOf(id));
            if (held is not null) TryDelete(id);
        }
    }

    // A directory that cannot be removed does no harm, and the next call tries again.
    private void TryDelete(string id)
    {
        try
        {
            DirectoryTree.Remove(DirectoryOf(id).Path);
        }
        catch (SystemCallException)
        {
            // Its directory stays without a record, so no command treats it as a container.
        }
    }

    // Files are replaced, not changed, so that one with the same number and time is the same; the holder of a container's lock reads it again nevertheless.
    private ContainerRecord? ReadAgain(string id)
    {
        string path = DirectoryOf(id).Record;
        if (FileIdentity.Of(path) is not { } file) return null;
        DateTime time = System.IO.File.GetLastWriteTimeUtc(path);
        if (_read.TryGetValue(id, out ReadRecord? known) && known.File == file && known.Time == time) return known.Container;
        if (TryRead(id) is not { } container) return null;
        _read[id] = new ReadRecord(file, time, container);
        return container;
    }

    /// <summary>A container by its id; null when it does not exist, or when its record cannot be read.</summary>
    public ContainerRecord? TryRead(string id)
    {
        try
        {
            return Read(id);
        }
        catch (ContainerNetException e) when (e.ErrorId == "ContainerDamaged")
        {
            _read.TryRemove(id, out _);
            return null;
        }
    }

    // As NetworkRecord.NewId makes them. A whole id needs no look at the other containers.
    private static bool IsId(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private sealed record ReadRecord(FileIdentity File, DateTime Time, ContainerRecord Container);

    private IEnumerable<string> Ids()
    {
        string all = ContainerDirectory.All(host.Options);
        return Directory.Exists(all) ? Directory.EnumerateDirectories(all).Select(folder => Path.GetFileName(folder)) : [];
    }

    private JsonFile<ContainerFile> File(string id) => new(DirectoryOf(id).Record, static () => ContainerJson.Default.ContainerFile);
}
