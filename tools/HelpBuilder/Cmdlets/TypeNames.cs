namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>Type names as PowerShell prints them.</summary>
internal static class TypeNames
{
    public const string Switch = "SwitchParameter";

    /// <summary>PowerShell's accelerators that parameters are likely to have; any other type goes by its own name.</summary>
    private static readonly Dictionary<string, string> s_accelerators = new()
    {
        ["System.Object"] = "Object",
        ["System.String"] = "string",
        ["System.Char"] = "char",
        ["System.Boolean"] = "bool",
        ["System.SByte"] = "sbyte",
        ["System.Byte"] = "byte",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
        ["System.Decimal"] = "decimal",
        ["System.Guid"] = "guid",
        ["System.DateTime"] = "datetime",
        ["System.TimeSpan"] = "timespan",
        ["System.Version"] = "version",
        ["System.Uri"] = "uri",
        ["System.Collections.Hashtable"] = "hashtable",
        ["System.Net.IPAddress"] = "ipaddress",
        ["System.Text.RegularExpressions.Regex"] = "regex",
        ["System.Management.Automation.PSObject"] = "psobject",
        ["System.Management.Automation.ScriptBlock"] = "scriptblock",
        ["System.Management.Automation.PSCredential"] = "pscredential",
    };

    /// <summary>For a syntax line: <c>string[]</c>, <c>ipaddress</c>, <c>NetNamespace</c>.</summary>
    public static string Short(Type type) => Name(type, t => s_accelerators.GetValueOrDefault(t.FullName ?? t.Name, t.Name));

    /// <summary>For inputs and outputs, where types are listed for looking up.</summary>
    public static string Full(Type type) => Name(type, t => t.FullName ?? t.Name);

    public static Type ElementOf(Type type) =>
        type.IsArray ? ElementOf(type.GetElementType()!) : NullableOf(type) ?? type;

    private static string Name(Type type, Func<Type, string> nameOf)
    {
        if (type.IsArray)
            return Name(type.GetElementType()!, nameOf) + "[]";
        if (NullableOf(type) is { } underlying)
            return Name(underlying, nameOf);
        if (!type.IsGenericType)
            return nameOf(type);
        string open = nameOf(type.GetGenericTypeDefinition()).Split('`')[0];
        return $"{open}[{string.Join(',', type.GenericTypeArguments.Select(a => Name(a, nameOf)))}]";
    }

    /// <summary>Compared by name: the assembly read has its own Nullable, which is not the running one.</summary>
    private static Type? NullableOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GenericTypeArguments[0] : null;
}
