using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ContainerNet.Linux.Files;

namespace ContainerNet.Linux.Syscalls;

/// <summary>A text as C functions take it: bytes with a terminating zero, on the caller's stack while it is short.</summary>
internal unsafe ref struct NativeText
{
    /// <summary>The number of bytes that a caller reserves on its stack, which most paths fit.</summary>
    public const int StackSize = 256;

    private byte* _allocated;

    private NativeText(string? text, Span<byte> stack, Encoding encoding)
    {
        if (text is null) return;
        int size = encoding.GetMaxByteCount(text.Length) + 1;
        // The stack does not move.
        Pointer = size <= stack.Length ? (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack)) : _allocated = (byte*)NativeMemory.Alloc((nuint)size);
        int length = encoding.GetBytes(text, new Span<byte>(Pointer, size - 1));
        Pointer[length] = 0;
    }

    /// <summary>The first byte; null where there is no text.</summary>
    public byte* Pointer { get; }

    /// <summary>A text in UTF-8, as the C library has most names.</summary>
    public static NativeText Utf8(string? text, Span<byte> stack) => new(text, stack, Encoding.UTF8);

    /// <summary>A <see cref="RawName"/>, whose characters are bytes.</summary>
    public static NativeText Raw(string name, Span<byte> stack) => new(name, stack, Encoding.Latin1);

    /// <summary>Frees the text.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_allocated);
        _allocated = null;
    }
}
