using System.Reflection;

namespace ContainerNet.Service.Api.Engine;

/// <summary>What the service says that it is.</summary>
internal static class Product
{
    /// <summary>The version, without the commit.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
