namespace ContainerNet.Service.Api.Http;

/// <summary>Flags in a query.</summary>
internal static class QueryFlag
{
    /// <summary>Whether a flag is set, as Docker reads it: by anything but nothing, 0, no, false and none.</summary>
    public static bool IsSet(string? value) => value?.ToLowerInvariant() is not (null or "" or "0" or "no" or "false" or "none");
}
