namespace Falcon.Xsk;

/// <summary>A stretch of a UMEM: part of what a packet socket sends or receives as one message.</summary>
/// <param name="Address">Byte offset in the UMEM.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct UmemSlice(uint Address, int Length);
