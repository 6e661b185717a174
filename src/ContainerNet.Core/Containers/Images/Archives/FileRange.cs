using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>A part of a file that is open, which stays so when the part is disposed of.</summary>
internal sealed class FileRange(SafeFileHandle file, long start, long length) : ReadOnlyStream
{
    private long _position;

    public override long Length => length;

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0) return 0;
        int count = RandomAccess.Read(file, buffer[..wanted], start + _position);
        _position += count;
        return count;
    }
}
