namespace Falcon.Xsk.Packets;

/// <summary>A range of a UMEM: part of a message that a packet socket sends or receives.</summary>
/// <param name="Address">Byte offset in the UMEM.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct UmemSlice(uint Address, int Length);
