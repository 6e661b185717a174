using System.Runtime.InteropServices;

namespace ContainerNet.Netlink;

/// <summary>The kernel refused a netlink request.</summary>
public sealed class NetlinkException : ContainerNetException
{
    internal NetlinkException(in Acknowledgement answer, ushort? attribute, string? request = null)
        : base(Describe(answer, attribute, request), answer.Errno.ToErrorKind(), answer.Errno)
    {
        KernelMessage = answer.Text;
        Attribute = attribute;
    }

    internal NetlinkException(Errno errno, string message) : base(message, errno.ToErrorKind(), errno) { }

    /// <summary>The kernel's own explanation (NLMSGERR_ATTR_MSG), where it gave one.</summary>
    public string? KernelMessage { get; }

    /// <summary>The type of the attribute that the kernel objected to or missed, where it said so.</summary>
    public int? Attribute { get; }

    /// <summary>Makes the exception, with the offending attribute found in the request that was refused.</summary>
    /// <param name="answer">The kernel's answer.</param>
    /// <param name="request">The refused message, from its header on.</param>
    internal static NetlinkException From(in Acknowledgement answer, ReadOnlySpan<byte> request)
    {
        ushort? attribute = answer.MissingType > 0 ? (ushort)answer.MissingType : TypeAt(request, answer.AttributeOffset);
        return new NetlinkException(answer, attribute);
    }

    private static ushort? TypeAt(ReadOnlySpan<byte> request, int offset)
    {
        if (offset < Wire.MessageHeader || offset + Wire.AttributeHeader > request.Length) return null;
        return (ushort)(MemoryMarshal.Read<ushort>(request[(offset + 2)..]) & Wire.TypeMask);
    }

    private static string Describe(in Acknowledgement answer, ushort? attribute, string? request)
    {
        string text = answer.Errno.Text();
        if (answer.Text is not null) text += $": {answer.Text.TrimEnd('.')}";
        if (attribute is not null) text += $" (attribute {attribute})";
        return request is null ? $"{text} [{answer.Errno}]" : $"{request}: {text} [{answer.Errno}]";
    }
}
