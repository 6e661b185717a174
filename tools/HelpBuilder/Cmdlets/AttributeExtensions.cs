using System.Reflection;

namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>Attributes as metadata: found by name, because their types are not loaded, only described.</summary>
internal static class AttributeExtensions
{
    private const string Automation = "System.Management.Automation.";

    public static IEnumerable<CustomAttributeData> Attributes(this MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.FullName == $"{Automation}{name}Attribute");

    public static CustomAttributeData? Attribute(this MemberInfo member, string name) =>
        member.Attributes(name).FirstOrDefault();

    public static T? Named<T>(this CustomAttributeData attribute, string name, T? otherwise = default) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value is T value ? value : otherwise;

    /// <summary>The constructor's arguments with a params array laid flat.</summary>
    public static IEnumerable<object> Arguments(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments
            .SelectMany(a => a.Value is IEnumerable<CustomAttributeTypedArgument> many ? many.Select(m => m.Value) : [a.Value])
            .OfType<object>();
}
