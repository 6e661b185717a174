using System.Collections.Immutable;

namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>Bytes as they stand in a register or a set's key: compared by content, never changed.</summary>
internal readonly struct NftValue : IEquatable<NftValue>
{
    private readonly ImmutableArray<byte> _bytes;

    public NftValue(ReadOnlySpan<byte> bytes) => _bytes = ImmutableArray.Create(bytes);

    public ReadOnlySpan<byte> Span => _bytes.IsDefault ? default : _bytes.AsSpan();

    public int Length => _bytes.IsDefault ? 0 : _bytes.Length;

    /// <summary>One integer in the machine's byte order, as the kernel loads marks, interface indexes and conntrack states.</summary>
    public static NftValue Host(uint value) => new(BitConverter.GetBytes(value));

    /// <summary>A value of one byte.</summary>
    public static NftValue Of(byte value) => new([value]);

    public static bool operator ==(NftValue left, NftValue right) => left.Equals(right);

    public static bool operator !=(NftValue left, NftValue right) => !left.Equals(right);

    public bool Equals(NftValue other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is NftValue other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => "0x" + Convert.ToHexStringLower(Span);
}
