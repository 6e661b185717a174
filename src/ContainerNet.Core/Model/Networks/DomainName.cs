namespace ContainerNet;

/// <summary>Names that a name server can answer for (RFC 1123), with the underscores that Docker allows.</summary>
internal static class DomainName
{
    /// <summary>The rule, for messages.</summary>
    public const string Rule = "A name starts with a letter or digit, followed by letters, digits, '-', '_' or '.'.";

    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 253;

    /// <summary>Whether the text is such a name.</summary>
    public static bool IsValid(string name)
        => name.Length is >= 1 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
