using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

// A damaged file must not be read as a whole one, so required properties are checked.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EndpointChange))]
[JsonSerializable(typeof(NetworkChange))]
internal sealed partial class ChangeJson : JsonSerializerContext;
