using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>
/// Reads a tar archive of any of the kinds in use: v7, ustar, pax and GNU (tar(5)). System.Formats.Tar reads names and
/// attributes as UTF-8; file names and capabilities in images are bytes.
/// </summary>
/// <param name="stream">The archive, read once from its beginning.</param>
/// <param name="what">What it is called in errors.</param>
internal sealed class ArchiveReader(Stream stream, string what)
{
    private const int BlockSize = 512;

    private readonly byte[] _block = new byte[BlockSize];
    private readonly PaxRecords _extended = new();
    private long _position;
    private long _dataLeft;
    private long _padding;

    /// <summary>The next entry; null at the end. What was not read of the one before is passed over.</summary>
    /// <exception cref="ContainerNetException">It is no tar archive, or it is truncated.</exception>
    public ArchiveEntry? Next()
    {
        _extended.Clear();
        while (true)
        {
            Skip(_dataLeft + _padding);
            _dataLeft = _padding = 0;
            if (!ReadHeader()) return null;
            switch ((char)_block[156])
            {
                case 'x': ReadRecords(); break;
                case 'L': _extended["path"] = UpToZero(ReadText()); break;
                case 'K': _extended["linkpath"] = UpToZero(ReadText()); break;
                // Records for all entries that follow: Docker, umoci and other readers based on Go's archive/tar skip them.
                case 'g':
                // A volume's label (GNU).
                case 'V': Expect(Number(124, 12)); break;
                default: return Entry();
            }
        }
    }

    /// <summary>Reads data of the entry that <see cref="Next"/> answered last.</summary>
    /// <returns>How many bytes; 0 at their end.</returns>
    public int ReadData(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, _dataLeft);
        if (wanted == 0) return 0;
        int count = stream.Read(buffer[..wanted]);
        if (count == 0) throw Bad("it is truncated");
        _position += count;
        _dataLeft -= count;
        return count;
    }

    private ArchiveEntry Entry()
    {
        ArchiveEntryKind kind = Kind();
        long size = _extended.TryGet("size", out string? text) ? Decimal(text) : Number(124, 12);
        // Links and the like have no data, whatever their size says (as in Go's archive/tar).
        Expect(kind == ArchiveEntryKind.File ? size : 0);
        return new ArchiveEntry
        {
            Name = Checked(Name),
            Kind = kind,
            Size = _dataLeft,
            DataOffset = _position,
            Mode = (uint)Number(100, 8) & 0xFFF,
            Owner = Id(_extended.TryGet("uid", out string? owner) ? Decimal(owner) : Number(108, 8)),
            Group = Id(_extended.TryGet("gid", out string? group) ? Decimal(group) : Number(116, 8)),
            Modified = _extended.TryGet("mtime", out string? time) ? Time(time) : new FileTime(Number(136, 12), 0),
            Target = Checked(_extended["linkpath"] ?? Text(157, 100)),
            Major = IsDevice(kind) ? (uint)Number(329, 8) : 0,
            Minor = IsDevice(kind) ? (uint)Number(337, 8) : 0,
            Attributes = _extended.Attributes(),
        };
    }

    private string Name => _extended["path"] ?? UstarName();

    private string Checked(string name) => name.Length <= ImageLimits.Name ? name : throw Bad($"a name in it has more than {ImageLimits.Name} bytes");

    private ArchiveEntryKind Kind()
    {
        if (_extended.IsSparse) throw Bad("it contains sparse files, which ContainerNet does not support");
        return (char)_block[156] switch
        {
            // Before POSIX a directory was a file whose name ends in a slash.
            '\0' or '0' or '7' => Name.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
            >= '1' and <= '6' and var flag => (ArchiveEntryKind)flag,
            'S' => throw Bad("it contains sparse files, which ContainerNet does not support"),
            var flag => throw Bad($"it has an entry of the unknown type 0x{(int)flag:x2}"),
        };
    }

    private static bool IsDevice(ArchiveEntryKind kind) => kind is ArchiveEntryKind.CharacterDevice or ArchiveEntryKind.BlockDevice;

    // ustar has a second field for the first part of long names; GNU has other things there.
    private string UstarName()
    {
        string name = Text(0, 100);
        if (!_block.AsSpan(257, 6).SequenceEqual("ustar\0"u8)) return name;
        string prefix = Text(345, 155);
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private bool ReadHeader()
    {
        int count = stream.ReadAtLeast(_block, BlockSize, throwOnEndOfStream: false);
        _position += count;
        if (count == 0) return false;
        if (count < BlockSize) throw Bad("it is truncated");
        if (!_block.AsSpan().ContainsAnyExcept((byte)0)) return false;
        if (!HasChecksum()) throw Bad("it is not a tar archive");
        return true;
    }

    private bool HasChecksum()
    {
        long unsigned = 8 * ' ';
        long signed = unsigned;
        for (int i = 0; i < BlockSize; i++)
        {
            if (i is >= 148 and < 156) continue;
            unsigned += _block[i];
            signed += (sbyte)_block[i];
        }
        long stated = Number(148, 8);
        return stated == unsigned || stated == signed;
    }

    private void Expect(long size)
    {
        if (size is < 0 or > long.MaxValue / 2) throw Bad("the size of an entry is invalid");
        _dataLeft = size;
        _padding = -size & (BlockSize - 1);
    }

    // A header's own data: names that are too long for it, and pax records.
    private string ReadText()
    {
        Expect(Number(124, 12));
        if (_dataLeft > ImageLimits.Header) throw Bad($"a header in it has more than {ImageLimits.Header} bytes");
        byte[] bytes = new byte[_dataLeft];
        int filled = 0;
        while (_dataLeft > 0) filled += ReadData(bytes.AsSpan(filled));
        return Encoding.Latin1.GetString(bytes);
    }

    private void ReadRecords()
    {
        if (!_extended.TryRead(ReadText())) throw Bad("an extended header is invalid");
    }

    private void Skip(long count)
    {
        if (count == 0) return;
        _position += count;
        if (stream.CanSeek)
        {
            if (stream.Length - stream.Position < count) throw Bad("it is truncated");
            stream.Seek(count, SeekOrigin.Current);
            return;
        }
        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0)
        {
            int read = stream.Read(buffer[..(int)Math.Min(buffer.Length, count)]);
            if (read == 0) throw Bad("it is truncated");
            count -= read;
        }
    }

    private string Text(int offset, int length) => UpToZero(Encoding.Latin1.GetString(_block, offset, length));

    private static string UpToZero(string text) => text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;

    // Octal digits, or where those are too few, a binary number whose first bit is set (GNU).
    private long Number(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.AsSpan(offset, length);
        if ((field[0] & 0x80) != 0) return Binary(field);
        field = field.Trim(" \0"u8);
        if (field.IndexOf((byte)0) is >= 0 and var end) field = field[..end].TrimEnd((byte)' ');
        long number = 0;
        foreach (byte digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7') throw Bad("a header contains an invalid number");
            number = number << 3 | (uint)(digit - '0');
        }
        return number;
    }

    private long Binary(ReadOnlySpan<byte> field)
    {
        bool isNegative = field[0] == 0xFF;
        Span<byte> last = stackalloc byte[8];
        field[^8..].CopyTo(last);
        // Eight bytes are the whole field then, with the mark in its first bits.
        if (field.Length == 8) last[0] = isNegative ? (byte)0xFF : (byte)(last[0] & 0x7F);
        long number = BinaryPrimitives.ReadInt64BigEndian(last);
        return number < 0 == isNegative ? number : throw Bad("a header contains a number that is too large");
    }

    private long Decimal(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw Bad("a header contains an invalid number");

    private uint Id(long number) => number is >= 0 and < uint.MaxValue ? (uint)number : throw Bad("the owner id of an entry is invalid");

    private FileTime Time(string text)
    {
        string[] parts = text.Split('.', 2);
        long seconds = Decimal(parts[0]);
        if (parts.Length == 1) return new FileTime(seconds, 0);
        long nanoseconds = Decimal(parts[1].PadRight(9, '0')[..9]);
        // Of -1.3 the fraction counts downwards too.
        return text[0] == '-' && nanoseconds > 0 ? new FileTime(seconds - 1, 1_000_000_000 - nanoseconds) : new FileTime(seconds, nanoseconds);
    }

    private ContainerNetException Bad(string why) => ContainerNetException.Invalid("InvalidArchive", what, $"{what} cannot be read: {why}.");
}
