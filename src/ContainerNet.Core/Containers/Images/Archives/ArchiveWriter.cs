using System.Globalization;
using System.Text;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>
/// Writes a tar archive as POSIX.1-2001 has it (pax(1)): ustar headers, and before those that are too small for an entry an extended
/// one. Names and attributes are bytes, one a character. The same entries give the same archive, byte for byte.
/// </summary>
/// <param name="stream">Where to; it stays open.</param>
internal sealed class ArchiveWriter(Stream stream)
{
    private const int BlockSize = 512;
    private const int NameLength = 100;
    private const long MostInEight = 0x1FFFFF;
    private const long MostInTwelve = 0x1FFFFFFFF;

    private static readonly byte[] _zeros = new byte[64 * 1024];

    private readonly byte[] _block = new byte[BlockSize];
    private long _dataLeft;
    private long _padding;

    /// <summary>Begins an entry. Its data, as many bytes as it says, follow by <see cref="Write"/>.</summary>
    public void Begin(ArchiveEntry entry)
    {
        EndEntry();
        byte[] extended = Extended(entry);
        if (extended.Length > 0)
        {
            WriteHeader(entry with { Name = "PaxHeaders.0/entry", Target = "", Mode = 0b110_100_100, Owner = 0, Group = 0, Size = extended.Length, Modified = default, Major = 0, Minor = 0 }, 'x');
            stream.Write(extended);
            Pad(-extended.Length & (BlockSize - 1));
        }
        WriteHeader(entry, (char)entry.Kind);
        _dataLeft = entry.Size;
        _padding = -entry.Size & (BlockSize - 1);
    }

    /// <summary>Writes data of the entry; what is more than the entry said is left out.</summary>
    /// <returns>Whether more is wanted.</returns>
    public bool Write(ReadOnlySpan<byte> data)
    {
        data = data[..(int)Math.Min(data.Length, _dataLeft)];
        stream.Write(data);
        _dataLeft -= data.Length;
        return _dataLeft > 0;
    }

    /// <summary>Ends the archive: two blocks of zeros (tar(5)).</summary>
    public void Finish()
    {
        EndEntry();
        Pad(2 * BlockSize);
        stream.Flush();
    }

    // A file that became shorter while it was read is filled up with zeros, as GNU tar does.
    private void EndEntry()
    {
        Pad(_dataLeft + _padding);
        _dataLeft = _padding = 0;
    }

    private void Pad(long count)
    {
        for (; count > 0; count -= _zeros.Length) stream.Write(_zeros, 0, (int)Math.Min(count, _zeros.Length));
    }

    private void WriteHeader(ArchiveEntry entry, char type)
    {
        Array.Clear(_block);
        Text(entry.Name, 0);
        Octal(entry.Mode, 100, 8);
        Octal(entry.Owner > MostInEight ? 0 : entry.Owner, 108, 8);
        Octal(entry.Group > MostInEight ? 0 : entry.Group, 116, 8);
        Octal(entry.Size > MostInTwelve ? 0 : entry.Size, 124, 12);
        Octal(FitsTime(entry) ? entry.Modified.Seconds : 0, 136, 12);
        _block.AsSpan(148, 8).Fill((byte)' ');
        _block[156] = (byte)type;
        Text(entry.Target, 157);
        "ustar\000"u8.CopyTo(_block.AsSpan(257));
        Octal(entry.Major, 329, 8);
        Octal(entry.Minor, 337, 8);
        Octal(_block.Sum(value => value), 148, 7);
        stream.Write(_block);
    }

    private static byte[] Extended(ArchiveEntry entry)
    {
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!FitsName(entry.Name)) records["path"] = entry.Name;
        if (!FitsName(entry.Target)) records["linkpath"] = entry.Target;
        if (entry.Owner > MostInEight) records["uid"] = Decimal(entry.Owner);
        if (entry.Group > MostInEight) records["gid"] = Decimal(entry.Group);
        if (entry.Size > MostInTwelve) records["size"] = Decimal(entry.Size);
        if (!FitsTime(entry)) records["mtime"] = Decimal(entry.Modified.Seconds);
        foreach ((string name, string value) in entry.Attributes) records[$"{PaxRecords.AttributePrefix}{name}"] = value;
        return Encoding.Latin1.GetBytes(string.Concat(records.Select(record => Record(record.Key, record.Value))));
    }

    // LENGTH KEY=VALUE\n, where the length counts its own digits too.
    private static string Record(string key, string value)
    {
        int length = key.Length + value.Length + 3;
        int whole = length + Decimal(length).Length;
        if (Decimal(whole).Length > Decimal(length).Length) whole++;
        return $"{Decimal(whole)} {key}={value}\n";
    }

    private static bool FitsName(string name) => name.Length <= NameLength && Ascii.IsValid(name);

    private static bool FitsTime(ArchiveEntry entry) => entry.Modified.Seconds is >= 0 and <= MostInTwelve;

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Text(string text, int offset) => Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, NameLength)), _block.AsSpan(offset));

    private void Octal(long number, int offset, int length)
    {
        for (int i = length - 2; i >= 0; i--, number >>= 3) _block[offset + i] = (byte)('0' + (number & 7));
    }
}
