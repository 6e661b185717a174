using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;

namespace ContainerNet.Interop;

/// <summary>
/// Passes a string whose characters are bytes, one each: a file name as the kernel has it, which need not be UTF-8.
/// </summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(RawNameMarshaller))]
internal static unsafe class RawNameMarshaller
{
    public static byte* ConvertToUnmanaged(string name)
    {
        byte* bytes = (byte*)NativeMemory.Alloc((nuint)name.Length + 1);
        int length = Encoding.Latin1.GetBytes(name, new Span<byte>(bytes, name.Length));
        bytes[length] = 0;
        return bytes;
    }

    public static void Free(byte* bytes) => NativeMemory.Free(bytes);
}

/// <summary>Names whose characters are bytes, one each.</summary>
internal static class RawName
{
    /// <summary>The name that people write so.</summary>
    public static string Of(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The name as people read it.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name));
}
