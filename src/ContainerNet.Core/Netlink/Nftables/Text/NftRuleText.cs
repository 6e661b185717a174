using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>
/// A rule's words, put together from its instructions: what each loads is kept by register until another one uses it.
/// </summary>
internal sealed class NftRuleText
{
    private readonly NftFamily _family;
    private readonly NftTableContent _content;
    private readonly NftHeaders _headers;
    private readonly NftRegisters _registers = new();
    private readonly List<NftStatement> _statements = [];

    private NftRuleText(NftFamily family, NftTableContent content)
    {
        _family = family;
        _content = content;
        _headers = new NftHeaders(family);
    }

    /// <summary>The rule as nft lists it, without its handle.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="content">The table's sets, with the elements of those without a name.</param>
    public static string Of(NftRule rule, NftTableContent content)
    {
        var text = new NftRuleText(rule.Family, content);
        for (int i = 0; i < rule.Expressions.Length; i++)
        {
            if (i + 1 < rule.Expressions.Length && text.TryRange(rule.Expressions[i], rule.Expressions[i + 1])) i++;
            else text.Read(rule.Expressions[i]);
        }
        if (NftUserData.CommentOf(rule.UserData) is { } comment) text.Add($"comment \"{comment}\"");
        return string.Join(' ', text._statements.Where(s => !s.IsImplied).Select(s => s.Text));
    }

    private void Read(NftExpression expression)
    {
        switch (expression)
        {
            case NftMeta { Destination: { } to } meta: _registers[to] = NftSelectorText.Of(meta.Key); break;
            case NftMeta { Source: { } from } meta: AddSet(NftSelectorText.Of(meta.Key), from); break;
            case NftConntrack { Destination: { } to } ct: _registers[to] = NftSelectorText.Of(ct); break;
            case NftConntrack { Source: { } from } ct: AddSet(NftSelectorText.Of(ct), from); break;
            case NftFib fib: _registers[fib.Destination] = NftSelectorText.Of(fib); break;
            case NftPayload payload: _registers[payload.Destination] = new NftPayloadLoad(payload); break;
            case NftBitwise bits: _registers[bits.Destination] = new NftMaskedLoad(_registers[bits.Source], bits); break;
            case NftByteOrderConversion swap: _registers[swap.Destination] = Swap(_registers[swap.Source], swap.Operator); break;
            case NftImmediate { Data.Verdict: { } verdict }: Add($"{verdict}"); break;
            case NftImmediate immediate: _registers[immediate.Destination] = new NftConstant(immediate.Data.Value.GetValueOrDefault()); break;
            case NftCompare compare: Compare(compare); break;
            case NftRange range: AddRange(range.Source, range.Inverted, range.From, range.To); break;
            case NftLookup lookup: Look(lookup); break;
            case NftCounter counter: Add($"counter packets {counter.Packets} bytes {counter.Bytes}"); break;
            case NftLog log: Add(NftLogText.Of(log)); break;
            case NftNat nat: Add(new NftNatText(_family, _registers, Text).Of(nat)); break;
            case NftMasquerade masquerade: Add(new NftNatText(_family, _registers, Text).Of(masquerade)); break;
            case NftReject reject: Add(new NftRejectText(_family, _headers).Of(reject)); break;
            case NftOther { Kind: "notrack" }: Add("notrack"); break;
            default: AddUnknown(expression); break;
        }
    }

    private NftStatement Add(string text)
    {
        var statement = new NftStatement(text);
        _statements.Add(statement);
        return statement;
    }

    // nft does not accept the name in brackets, so a rule that lacks a part cannot be loaded.
    private void AddUnknown(NftExpression expression)
    {
        Add($"[{expression.Name}]");
        _registers.Clear();
    }

    private void AddSet(NftLoad target, NftRegister source) => Add($"{target.Text} set {Text(_registers[source], target.Type)}");

    // nft writes a range as the two comparisons that it is; only one that is inverted is an instruction of its own.
    private bool TryRange(NftExpression first, NftExpression second)
    {
        if (first is not NftCompare { Operator: NftCompareOperator.GreaterOrEqual } from) return false;
        if (second is not NftCompare { Operator: NftCompareOperator.LessOrEqual } to || to.Source != from.Source) return false;
        AddRange(from.Source, false, from.Value, to.Value);
        return true;
    }

    private void AddRange(NftRegister source, bool inverted, NftValue from, NftValue to)
    {
        NftLoad left = Words(_registers[source]);
        Add($"{left.Text} {(inverted ? "!= " : "")}{NftValueText.Range(left.Type, from.Span, to.Span)}");
    }

    private void Compare(NftCompare compare)
    {
        switch (_registers[compare.Source])
        {
            case NftPayloadLoad load: ComparePayload(load.Payload, compare.Operator, compare.Value.Span); break;
            case NftMaskedLoad masked: Add(new NftMaskText(_headers, masked, Words(masked.Of)).Compare(compare.Operator, compare.Value.Span)); break;
            case var operand: CompareLoad(Words(operand), compare.Operator, compare.Value.Span); break;
        }
    }

    private void CompareLoad(NftLoad left, NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        bool isStart = left.Type == NftDataType.InterfaceName && value.Length < left.Type.Length && !value.Contains((byte)0);
        string right = isStart ? NftValueText.Wildcard(value) : NftValueText.Of(left.Type, value);
        NftStatement statement = Add($"{left.Text} {Sign(comparison, left.Type)}{right}");
        if (comparison == NftCompareOperator.Equal) _headers.Match(left.Text, NftValueText.Number(left.Type, value), statement);
    }

    // One load can cover several fields that stand next to one another.
    private void ComparePayload(NftPayload payload, NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        uint offset = payload.Offset;
        while (!value.IsEmpty)
        {
            NftHeaderField? field = NftHeaderField.At(_headers.At(payload.Base), offset);
            int length = field is null ? value.Length : Math.Min(field.Length / 8, value.Length);
            CompareField(payload.Base, field, offset, comparison, value[..length]);
            value = value[length..];
            offset += (uint)length;
        }
    }

    private void CompareField(NftPayloadBase at, NftHeaderField? field, uint offset, NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        bool isWhole = field is not null && field.Length == value.Length * 8;
        if (field is null || !isWhole && !NftValueText.HasPrefixes(field.Type))
        {
            Add($"{NftMaskText.Raw(at, offset, value.Length)} {Sign(comparison)}{NftValueText.Raw(value)}");
            return;
        }
        string right = isWhole ? NftValueText.Of(field.Type, value) : NftMaskText.Prefix(field, value, value.Length * 8);
        NftStatement statement = Add($"{field} {Sign(comparison, field.Type)}{right}");
        _headers.Name(at);
        if (comparison == NftCompareOperator.Equal) _headers.Match($"{field}", NftValueText.Number(field.Type, value), statement);
    }

    private void Look(NftLookup lookup)
    {
        NftSetContent? found = _content.Find(lookup.Set);
        string key = Key(lookup, found?.Set.KeyType);
        string set = found is { IsAnonymous: true } ? NftElementText.Anonymous(found) : $"@{lookup.Set}";
        if (lookup.Destination is null) Add($"{key} {(lookup.Inverted ? "!= " : _registers[lookup.Source] is NftMaskedLoad ? "== " : "")}{set}");
        else if (lookup.Destination == NftRegister.Verdict) Add($"{key} vmap {set}");
        else _registers[lookup.Destination.Value] = new NftLoad($"{key} map {set}", found?.Set.DataType ?? NftDataType.Integer(4));
    }

    private string Key(NftLookup lookup, NftDataType? type)
    {
        if (type is null || type.Fields.IsEmpty) return Words(_registers[lookup.Source]).Text;
        var fields = new List<string>();
        int word = NftRegisters.Word(lookup.Source);
        foreach (NftDataType field in type.Fields)
        {
            fields.Add(Words(_registers[word]).Text);
            word += Wire.Align(field.Length) / sizeof(uint);
        }
        return string.Join(" . ", fields);
    }

    private string Text(NftOperand operand, NftDataType type)
        => operand is NftConstant constant ? NftValueText.Of(type, constant.Value.Span) : Words(operand).Text;

    private NftLoad Words(NftOperand operand) => operand switch
    {
        NftLoad load => load,
        NftPayloadLoad { Payload: { } payload } => Words(payload),
        NftMaskedLoad masked => new NftMaskText(_headers, masked, Words(masked.Of)).Words,
        NftConstant constant => new NftLoad(NftValueText.Raw(constant.Value.Span), NftMaskText.RawType),
        _ => NftLoad.Unknown,
    };

    private NftLoad Words(NftPayload payload)
    {
        NftHeaderField? field = NftHeaderField.At(_headers.At(payload.Base), payload.Offset);
        if (field is null || payload.Length * 8UL > (ulong)field.Length)
            return new NftLoad(NftMaskText.Raw(payload.Base, payload.Offset, payload.Length), NftMaskText.RawType);
        _headers.Name(payload.Base);
        return new NftLoad($"{field}", field.Type);
    }

    private static NftOperand Swap(NftOperand operand, NftByteOrderOperator direction) => operand is NftLoad load
        ? load with { Type = load.Type with { ByteOrder = direction == NftByteOrderOperator.ToNetwork ? NftByteOrder.BigEndian : NftByteOrder.Host } }
        : operand;

    private static string Sign(NftCompareOperator comparison, NftDataType? type = null)
        => comparison == NftCompareOperator.Equal && (type is null || !NftSymbols.IsBitmask(type)) ? "" : NftMaskText.Sign(comparison);
}
