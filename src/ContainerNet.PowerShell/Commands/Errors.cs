using System.Globalization;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The errors that are the cmdlets' own, in one place; all others come from Core with their text.</summary>
internal static class Errors
{
    public static ContainerNetException NotFound(string errorId, string what, string name, NamespaceReference place)
        => new($"There is no {what} '{name}' in {(place.IsHost ? "the host's namespace" : $"namespace '{place}'")}.", ErrorKind.NotFound) { ErrorId = errorId, Subject = name };

    public static ContainerNetException NotFound(string errorId, string what, string name)
        => new($"There is no {what} '{name}'.", ErrorKind.NotFound) { ErrorId = errorId, Subject = name };

    public static ContainerNetException PortNotPublished(int port)
        => new(string.Create(CultureInfo.InvariantCulture, $"Port {port} of the host is not published."), ErrorKind.NotFound) { ErrorId = "PortMappingNotFound", Subject = port };

    public static ContainerNetException PeerNotFound(VethPair pair)
        => new(string.Create(CultureInfo.InvariantCulture, $"The other end of '{pair.Name}', number {pair.PeerIndex}, is in a namespace that has no name and no process, so there is no way to it."), ErrorKind.NotFound) { ErrorId = "PeerNotFound", Subject = pair };

    public static ContainerNetException NoNestedPrompt(Exception? cause = null)
        => new("This host has no interactive prompt to stay at; Invoke-NetNamespace runs a script block or a program inside a namespace instead.", ErrorKind.Unsupported, innerException: cause) { ErrorId = "NoInteractivePrompt" };

    public static ContainerNetException NoTerminal()
        => new("This session has no terminal to give away; Invoke-NetContainer runs a program inside a container and reads its output.", ErrorKind.Unsupported) { ErrorId = "NoTerminal" };

    /// <summary>A parameter that takes one value of each address family got two.</summary>
    public static ContainerNetException FamilyTwice(string parameter, object first, object second)
        => new($"-{parameter} takes one of each address family; {first} and {second} are of the same.", ErrorKind.InvalidArgument) { ErrorId = "FamilyTwice", Subject = second };
}
