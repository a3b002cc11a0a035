"""A provider that reaches no real telephone: a process of its own, with telephones that one can look at.

Outcomes by number, so that every case can be shown; any other number is delivered to:

| number            | what happens                                              |
|-------------------|-----------------------------------------------------------|
| +86 154 9999 0001 | accepted; the receipt says it could not be delivered      |
| +86 154 9999 0002 | accepted; no receipt ever comes                           |
| +86 154 9999 0003 | refused when handed over                                  |
| +86 154 9999 0004 | delivered; the receipt comes twice, under two ids         |
| +86 154 9999 0005 | the receipt says delivered, a later one says failed       |
"""
