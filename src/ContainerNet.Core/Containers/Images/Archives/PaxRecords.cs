using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>The extended headers of one entry of a tar archive: <c>LENGTH KEY=VALUE\n</c> each (pax(1)). Only keys that mean something here are kept.</summary>
internal sealed class PaxRecords
{
    /// <summary>What stands before the name of an extended attribute.</summary>
    public const string AttributePrefix = "SCHILY.xattr.";

    private const string SparsePrefix = "GNU.sparse.";

    private readonly Dictionary<string, string> _values = [];

    /// <summary>The value of a key.</summary>
    public string? this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value!;
    }

    /// <summary>Whether the entry is a sparse file.</summary>
    public bool IsSparse => _values.Keys.Any(key => key.StartsWith(SparsePrefix, StringComparison.Ordinal));

    /// <summary>The value of a key, where there is one.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => _values.TryGetValue(key, out value);

    /// <summary>The extended attributes by name.</summary>
    public Dictionary<string, string> Attributes()
        => _values.Where(record => record.Key.StartsWith(AttributePrefix, StringComparison.Ordinal)).ToDictionary(record => record.Key[AttributePrefix.Length..], record => record.Value);

    /// <summary>Forgets all, for the next entry.</summary>
    public void Clear() => _values.Clear();

    /// <summary>Reads a header, in time that grows with its length alone. An empty value takes one back.</summary>
    /// <returns>False when it is not a record.</returns>
    public bool TryRead(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int space = text.IndexOf(' ');
            if (space <= 0 || !int.TryParse(text[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int length)) return false;
            if (length <= space + 1 || length > text.Length || text[length - 1] != '\n') return false;
            ReadOnlySpan<char> record = text[(space + 1)..(length - 1)];
            text = text[length..];
            int equals = record.IndexOf('=');
            if (equals <= 0) return false;
            Keep(record[..equals], record[(equals + 1)..]);
        }
        return true;
    }

    private void Keep(ReadOnlySpan<char> key, ReadOnlySpan<char> value)
    {
        bool isUsed = key is "path" or "linkpath" or "size" or "uid" or "gid" or "mtime"
            || key.StartsWith(AttributePrefix, StringComparison.Ordinal) || key.StartsWith(SparsePrefix, StringComparison.Ordinal);
        if (!isUsed) return;
        if (value.IsEmpty) _values.Remove(key.ToString());
        else _values[key.ToString()] = value.ToString();
    }
}
