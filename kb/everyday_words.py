"""Words of everyday English and of the help desk: they tell how somebody talks, not what is broken.

Ranking gives them little weight wherever they stand, and does not take one that no article uses for a sign that the
text is about something else. Written for errkb; names of things, products, protocols and faults do not belong here.
"""

EVERYDAY_WORDS = frozenset(
    """able above absolutely accord according across actual actually ago ahead almost alone along already although
    always among amount another anybody anymore anyone anything anyway apparently appear appears around ask asked
    asking asks aside away back bad badly basically became become before began begin begins behind being below beside
    besides best better between big bit both boss bring brings brought but call called calling calls came care case
    cases cause certain clear clearly click clicked clicking close colleague colleagues come comes coming company
    complain complains concern consider contact could couple course customer customers daily day days dear decide
    desk despite detail details differ difference different difficult docs document documents does done down during
    each earlier early easy either else end ended ends enough entire especially even evening ever every everybody
    everyone everything exact exactly example except explain explains explanation extra eye face fact fair fairly
    far fast feel few figure final finally find finds fine first fix fixed fixes fixing floor folk follow followed
    following follows former forward found four free friday friend full fully further generally gone good great
    greetings group guess guide guy half hand happen happened happening happens hard hardly hear heard help helped
    helpful helpdesk here hey hint home hope hopefully hour hours however idea imagine important inside instead
    interest issue issues itself job keep keeps kept kind knew known knows laptop last lately late later latest least
    leave leaves left less let lets level life likely list listed little live lives long longer look looked looking
    looks lot lots love machine made main mainly major makes making man manager many matter matters maybe mean means
    meant meanwhile mention mentioned might mind mine minute minutes moment monday money month months more morning
    most mostly move moved much must myself name named near nearly necessary never new next nice night nobody none
    normal normally note nothing notice noticed now number obviously occasionally occur occurred occurs odd off offer
    office often okay old once one ones online open opened opens option order ordinary other others otherwise ours
    outside over own page pages part particular past pasted pay people perhaps person phone pick picture piece place
    places plain plan plus point points possible possibly pretty previous previously probably problem problems proper
    properly put question questions quick quickly quite rather read reading ready real realize reason reasons recent
    recently regard regarding regards related remain remember report reported reports rest result results right rule
    run running runs said same saturday saw say saying says screen screenshot second seconds seem seemed seems seen
    sense sentence sent separate series serious set several shall short should show showed showing shown shows side
    similar simple simply since single sit site situation six small somebody somehow someone something sometimes
    somewhere soon sorry sort sounds specific spot staff stand start started starting starts state stay step steps
    still stop stopped stops story straight strange stuck stuff such suddenly suggest suggestion sunday suppose
    supposed sure surely take taken takes taking talk team tell telling tells ten thing things think third thought
    though three through throughout thursday ticket till time times tip today together told tomorrow tonight took top
    total totally toward tried tries trouble troubles true truly try trying tuesday turn turned twice two type typed
    under understand unfortunately unless unlike until upon usual usually various vendor via wait waiting walk wanted
    wants way ways wednesday week weekend weeks weird welcome well went whatever whenever whereas wherever whether
    while whoever whole whose why wise wish within without wonder word words work worked working works world worry
    worse worst worth write writes wrong wrote yeah year years yes yesterday yet yourself""".split()
)
