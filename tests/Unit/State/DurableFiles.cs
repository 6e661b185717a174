using System.Text;

namespace ContainerNet.Tests.State;

/// <summary>
/// Files as a power cut leaves them. What was synced is there: a file's bytes by fsync(2) or fdatasync(2) of the file, a
/// directory's names by fsync(2) of the directory. Of each write that was not, all, a part, zero bytes in its place, or nothing
/// is there. The changes of a directory's names come in their order, as journals keep them, and may end anywhere; those
/// of two directories know nothing of each other, and names nothing of what is in files.
/// </summary>
/// <param name="root">The directory that is watched. It is there, and synced, before the first call.</param>
internal sealed class DurableFiles(string root)
{
    private readonly Dir _root = new();

    /// <summary>Does what a call did.</summary>
    /// <returns>Whether it changed something here.</returns>
    /// <exception cref="NotSupportedException">It changes files in a way that is not known here.</exception>
    public bool Apply(TracedCall call)
    {
        if (call.HasFailed) return false;
        switch (call.Name)
        {
            case "stat" or "lstat" or "newfstatat" or "statx" or "access" or "faccessat2": return false;
            case "openat": return Open(call.Path(0), call.Arguments);
            case "write": return At(call.Descriptors[0]) is Content written && written.Write(written.Now.Length, call.Texts[0]);
            case "pwrite64": return At(call.Descriptors[0]) is Content placed && placed.Write(call.LastNumber, call.Texts[0]);
            case "ftruncate": return At(call.Descriptors[0]) is Content cut && cut.Truncate(call.LastNumber);
            case "fsync" or "fdatasync": return Sync(At(call.Descriptors[0]));
            case "mkdir" or "mkdirat": return Change(call.Path(0), (names, name) => names[name] = new Dir());
            case "unlink" or "unlinkat" or "rmdir": return Change(call.Path(0), (names, name) => names.Remove(name));
            case "rename": return Rename(call.Path(0), call.Path(1));
            // Space after the end of a file (FALLOC_FL_KEEP_SIZE) cannot be read.
            case "fallocate" when call.Arguments.Contains("FALLOC_FL_KEEP_SIZE", StringComparison.Ordinal): return false;
            default: return IsHere(call) ? throw new NotSupportedException($"{call.Name}({call.Arguments})") : false;
        }
    }

    /// <summary>Whether all that was done is on the disk, so that a power cut has but one outcome.</summary>
    public bool IsSynced => _root.IsSynced;

    /// <summary>Writes the files into a directory as a power cut may leave them at this moment, last changed before the boot.</summary>
    public void Materialize(string directory, Random chance) => Write(_root, directory, chance);

    private bool IsHere(TracedCall call) => call.Descriptors.Concat(call.Texts.Select(Encoding.UTF8.GetString)).Any(path => Names(path) is not null);

    // The names on the way from the root; null for what is elsewhere.
    private string[]? Names(string path) => path == root ? [] : path.StartsWith(root + "/", StringComparison.Ordinal) ? path[(root.Length + 1)..].Split('/') : null;

    private object? At(string path)
    {
        if (Names(path) is not { } names) return null;
        object? node = _root;
        foreach (string name in names) node = (node as Dir)?.Now.GetValueOrDefault(name);
        return node;
    }

    private bool Open(string path, string flags)
    {
        if (At(path) is Content present) return flags.Contains("O_TRUNC", StringComparison.Ordinal) && present.Truncate(0);
        return flags.Contains("O_CREAT", StringComparison.Ordinal) && Change(path, (names, name) => names[name] = new Content());
    }

    private bool Rename(string from, string to)
    {
        if (At(from) is not { } node) return false;
        if (Path.GetDirectoryName(from) != Path.GetDirectoryName(to)) throw new NotSupportedException($"rename {from} {to}");
        return Change(to, (names, name) =>
        {
            names.Remove(Path.GetFileName(from));
            names[name] = node;
        });
    }

    private bool Change(string path, Action<Dictionary<string, object>, string> change)
    {
        if (At(Path.GetDirectoryName(path)!) is not Dir above) return false;
        // Once it is known what is made, each repetition makes the same.
        string name = Path.GetFileName(path);
        change(above.Now, name);
        Dictionary<string, object> then = new(above.Now);
        above.Pending.Add(then);
        return true;
    }

    private static bool Sync(object? node)
    {
        if (node is Content file) file.Sync();
        else if (node is Dir directory) directory.Sync();
        return node is not null;
    }

    private static void Write(Dir directory, string path, Random chance)
    {
        Directory.CreateDirectory(path);
        int kept = chance.Next(directory.Pending.Count + 1);
        foreach ((string name, object node) in kept == 0 ? directory.Synced : directory.Pending[kept - 1])
        {
            string full = Path.Combine(path, name);
            if (node is Dir inner)
            {
                Write(inner, full, chance);
                continue;
            }
            File.WriteAllBytes(full, ((Content)node).AfterCut(chance));
            File.SetLastWriteTimeUtc(full, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    private sealed class Dir
    {
        public Dictionary<string, object> Synced { get; private set; } = [];
        public Dictionary<string, object> Now { get; } = [];
        // The names after each change since the last sync.
        public List<Dictionary<string, object>> Pending { get; } = [];

        public bool IsSynced => Pending.Count == 0 && Now.Values.All(node => node is Dir inner ? inner.IsSynced : ((Content)node).IsSynced);

        public void Sync()
        {
            Synced = new(Now);
            Pending.Clear();
        }
    }

    private sealed class Content
    {
        private readonly List<(long Offset, byte[]? Bytes)> _pending = [];
        private byte[] _synced = [];

        public byte[] Now { get; private set; } = [];

        public bool IsSynced => _pending.Count == 0;

        public bool Write(long offset, byte[] bytes)
        {
            Now = Written(Now, offset, bytes);
            _pending.Add((offset, bytes));
            return true;
        }

        public bool Truncate(long length)
        {
            Now = Cut(Now, length);
            _pending.Add((length, null));
            return true;
        }

        public void Sync()
        {
            _synced = Now;
            _pending.Clear();
        }

        public byte[] AfterCut(Random chance)
        {
            byte[] content = _synced;
            foreach ((long offset, byte[]? bytes) in _pending)
            {
                int fate = chance.Next(4);
                if (fate == 0) continue;
                if (bytes is null) content = Cut(content, offset);
                else content = Written(content, offset, fate switch { 1 => bytes, 2 => bytes[..chance.Next(bytes.Length)], _ => new byte[bytes.Length] });
            }
            return content;
        }

        private static byte[] Written(byte[] content, long offset, byte[] bytes)
        {
            byte[] result = new byte[Math.Max(content.Length, offset + bytes.Length)];
            content.CopyTo(result, 0);
            bytes.CopyTo(result, offset);
            return result;
        }

        private static byte[] Cut(byte[] content, long length)
        {
            byte[] result = new byte[length];
            content.AsSpan(0, (int)Math.Min(length, content.Length)).CopyTo(result);
            return result;
        }
    }
}
